/* Functions of float values, in place. An export holds those that its network needs. */

static void relu(float *values, int count)
{
    for (int i = 0; i < count; i++) values[i] = values[i] > 0.0f ? values[i] : 0.0f;
}

static void leaky_relu(float *values, int count, float slope)
{
    for (int i = 0; i < count; i++) values[i] = values[i] > 0.0f ? values[i] : slope * values[i];
}

static void elu(float *values, int count, float alpha)
{
    for (int i = 0; i < count; i++) values[i] = values[i] > 0.0f ? values[i] : alpha * expm1f(values[i]);
}

static void gelu(float *values, int count)
{
    for (int i = 0; i < count; i++) values[i] *= (1.0f + erff(values[i] * 0.70710678f)) / 2.0f;
}

static void silu(float *values, int count)
{
    for (int i = 0; i < count; i++) values[i] *= tanhf(values[i] / 2.0f) / 2.0f + 0.5f;
}

static void softplus(float *values, int count)
{
    for (int i = 0; i < count; i++) {
        const float below = values[i] < 0.0f ? values[i] : -values[i];
        values[i] = (values[i] > 0.0f ? values[i] : 0.0f) + log1pf(expf(below));
    }
}

static void sigmoid(float *values, int count)
{
    for (int i = 0; i < count; i++) values[i] = tanhf(values[i] / 2.0f) / 2.0f + 0.5f;
}

static void tanh_of(float *values, int count)
{
    for (int i = 0; i < count; i++) values[i] = tanhf(values[i]);
}

/* Each row of `width` values becomes positive, with the sum 1. */
static void softmax(float *values, int count, int width)
{
    for (const float *end = values + count; values < end; values += width) {
        float largest = values[0], total = 0.0f;
        for (int i = 1; i < width; i++) largest = values[i] > largest ? values[i] : largest;
        for (int i = 0; i < width; i++) total += values[i] = expf(values[i] - largest);
        for (int i = 0; i < width; i++) values[i] /= total;
    }
}

/* log(sum(exp(values))), computed so that it cannot overflow. */
static float log_sum_exp(const float *values, int count)
{
    float largest = values[0], total = 0.0f;
    for (int i = 1; i < count; i++) largest = values[i] > largest ? values[i] : largest;
    for (int i = 0; i < count; i++) total += expf(values[i] - largest);
    return largest + logf(total);
}
