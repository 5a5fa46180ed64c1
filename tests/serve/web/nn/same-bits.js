/** A training run whose every bit is the same on all machines: the digest of its parameters. */
async function computeBits(nn, digest) {
  const rng = new nn.Generator([11]);
  const labels = Uint8Array.from({ length: 200 }, (_, i) => i % 10);
  const images = new Uint8Array(200 * 784);
  for (let i = 0; i < images.length; i++) if (rng.random() < 0.2) images[i] = rng.integer(1, 256);
  const hidden = (activation) => ({ type: "dense", units: 12, activation, weights: "he" });
  const recipe = nn.buildRecipe({
    name: "bits", input_shape: [784], validation: 0, epochs: 2, batch_size: 16, averaging: "exponential_average",
    layers: [...["tanh", "gelu", "softplus", "elu"].map(hidden), { type: "dropout", rate: 0.1 }, { type: "dense", units: 10 }],
  });
  const trainer = new nn.Trainer(recipe, { images, labels, shape: [28, 28], classNames: [..."0123456789"] });
  for (const _ of nn.train(trainer));
  return digest(new Uint8Array(trainer.current.vector.buffer));
}
