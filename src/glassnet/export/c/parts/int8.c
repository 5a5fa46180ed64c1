/*
 * Layers on 8-bit values. A stored value q stands for (q - zero) x scale, where zero and scale are those of its layer.
 * Products of inputs and weights are added up as whole numbers; each sum becomes a float, goes through the activation,
 * and is rounded to a stored value again.
 */

/* Stored values for float values; `inverse` is 1 / scale. */
static void store(const float *values, int count, float inverse, int zero, uint8_t *outputs)
{
    for (int i = 0; i < count; i++) {
        const float rounded = floorf(values[i] * inverse + 0.5f) + (float)zero;
        outputs[i] = (uint8_t)(rounded < 0.0f ? 0.0f : rounded > 255.0f ? 255.0f : rounded);
    }
}

/* The float values that stored values stand for. */
static void restore(const uint8_t *inputs, int count, float scale, int zero, float *outputs)
{
    for (int i = 0; i < count; i++) outputs[i] = (float)(inputs[i] - zero) * scale;
}

/* sums = inputs x weights + bias; weights of (units, input_count), one row for each unit. */
static void dense(const uint8_t *inputs, int zero, int input_count, const FLASH int8_t *weights,
                  const FLASH float *scales, const FLASH float *bias, float *sums, int units)
{
    for (int j = 0; j < units; j++) {
        int32_t total = 0;
        for (int i = 0; i < input_count; i++) total += (int16_t)(inputs[i] - zero) * (int32_t)*weights++;
        sums[j] = (float)total * scales[j] + bias[j];
    }
}

/* The kernel at one position; weights of (filters, kernel_height, kernel_width, channels), zeros around the image. */
static void convolve(const uint8_t *inputs, int zero, int height, int width, int channels, const FLASH int8_t *weights,
                     const FLASH float *scales, const FLASH float *bias, int kernel_height, int kernel_width, int y0,
                     int x0, float *sums, int filters)
{
    for (int f = 0; f < filters; f++) {
        int32_t total = 0;
        for (int y = y0; y < y0 + kernel_height; y++) {
            for (int x = x0; x < x0 + kernel_width; x++, weights += channels) {
                if (y < 0 || y >= height || x < 0 || x >= width) continue;
                const uint8_t *pixel = inputs + (y * width + x) * channels;
                for (int c = 0; c < channels; c++) total += (int16_t)(pixel[c] - zero) * (int32_t)weights[c];
            }
        }
        sums[f] = (float)total * scales[f] + bias[f];
    }
}

/* The largest value of each window, channel by channel. */
static void max_pool(const uint8_t *inputs, int width, int channels, int size, int stride, uint8_t *outputs, int rows,
                     int columns)
{
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
            const uint8_t *window = inputs + (row * stride * width + column * stride) * channels;
            for (int c = 0; c < channels; c++) {
                uint8_t largest = 0;
                for (int i = 0; i < size; i++) {
                    for (int j = 0; j < size; j++) {
                        const uint8_t value = window[(i * width + j) * channels + c];
                        largest = value > largest ? value : largest;
                    }
                }
                *outputs++ = largest;
            }
        }
    }
}

/* The mean of each window, channel by channel, rounded. */
static void average_pool(const uint8_t *inputs, int width, int channels, int size, int stride, uint8_t *outputs,
                         int rows, int columns)
{
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
            const uint8_t *window = inputs + (row * stride * width + column * stride) * channels;
            for (int c = 0; c < channels; c++) {
                int32_t total = size * size / 2;
                for (int i = 0; i < size; i++) {
                    for (int j = 0; j < size; j++) total += window[(i * width + j) * channels + c];
                }
                *outputs++ = (uint8_t)(total / (size * size));
            }
        }
    }
}

/* The mean of each channel over the whole image, rounded. */
static void global_average_pool(const uint8_t *inputs, int pixels, int channels, uint8_t *outputs)
{
    for (int c = 0; c < channels; c++) {
        int32_t total = pixels / 2;
        for (int i = 0; i < pixels; i++) total += inputs[i * channels + c];
        outputs[c] = (uint8_t)(total / pixels);
    }
}

/* Mean 0 and variance 1 over all values, then scaled and shifted channel by channel. */
static void layer_norm(const uint8_t *inputs, int count, float scale, const FLASH float *gain, const FLASH float *bias,
                       int channels, float epsilon, float inverse, int zero, uint8_t *outputs)
{
    float mean = 0.0f, variance = 0.0f;
    for (int i = 0; i < count; i++) mean += (float)inputs[i] / (float)count;
    for (int i = 0; i < count; i++) variance += ((float)inputs[i] - mean) * ((float)inputs[i] - mean) / (float)count;
    const float deviation = sqrtf(variance * scale * scale + epsilon);
    for (int i = 0; i < count; i++) {
        const float normalized = ((float)inputs[i] - mean) * scale / deviation;
        const float value = gain[i % channels] * normalized + bias[i % channels];
        store(&value, 1, inverse, zero, outputs + i);
    }
}
