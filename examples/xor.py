"""Learn XOR with one hidden layer, and print how the four outputs change.

XOR is the smallest problem that no network without a hidden layer can solve (Minsky and Papert 1969).

python examples/xor.py
"""

import numpy as np

from glassnet.nn import (
    Dense,
    GradientDescent,
    Network,
    SoftmaxCrossEntropy,
    Tanh,
    gradient,
    outputs,
)

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float64)
LABELS = np.array([0, 1, 1, 0])
STEPS, RATE = 1000, 0.2

network = Network((Dense(4, Tanh()), Dense(2)), input_shape=(2,))
loss, optimizer = SoftmaxCrossEntropy(), GradientDescent()
parameters = network.initialize(np.random.default_rng(1), np.float64)
gradients = parameters.like()
state = optimizer.initialize(parameters)

print("step    loss   p(1) for  0 0    0 1    1 0    1 1")
for step in range(STEPS + 1):
    value, _ = gradient(network, loss, parameters, INPUTS, LABELS, gradients)
    if step % 100 == 0:
        probabilities = loss.probabilities(outputs(network, parameters, INPUTS))
        shares = "  ".join(f"{share:5.3f}" for share in probabilities[:, 1])
        print(f"{step:4}  {value:.4f}            {shares}")
    optimizer.update(parameters, gradients, state, RATE)

print("hidden weights:", parameters["1.weights"].round(2).tolist())
