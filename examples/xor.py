"""Learn XOR with one hidden layer, and print how the four outputs change.

XOR is the smallest problem that no network without a hidden layer can solve (Minsky and Papert 1969).

python examples/xor.py
"""

import numpy as np

from glassnet.nn import Dense, GradientDescent, Network, SoftmaxCrossEntropy, Tanh

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float64)
LABELS = np.array([0, 1, 1, 0])
STEPS, RATE = 1000, 0.2

network = Network((Dense(4, Tanh()), Dense(2)), input_shape=(2,))
loss, optimizer = SoftmaxCrossEntropy(), GradientDescent()
parameters = network.initialize(np.random.default_rng(1), np.float64)
gradients = parameters.like()
state = optimizer.initialize(parameters.vector)

print("step    loss   p(1) for  0 0    0 1    1 0    1 1")
for step in range(STEPS + 1):
    forward = network.forward(parameters, INPUTS)
    outputs = forward.outputs[-1]
    value, d_outputs = loss(outputs, LABELS)
    if step % 100 == 0:
        shares = "  ".join(f"{share:5.3f}" for share in loss.probabilities(outputs)[:, 1])
        print(f"{step:4}  {value:.4f}            {shares}")
    forward.backward(d_outputs, gradients)
    optimizer.update(parameters.vector, gradients.vector, state, RATE)

print("hidden weights:", parameters["1.weights"].round(2).tolist())
