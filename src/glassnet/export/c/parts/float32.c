/* Layers on float32. Images lie row by row, the channels of a pixel side by side. */

/* Bytes from 0 to 255 become shares of ink from 0 to 1. */
static void scale(const uint8_t *image, int count, float *outputs)
{
    for (int i = 0; i < count; i++) outputs[i] = (float)image[i] / 255.0f;
}

/* outputs = inputs x weights + bias; weights of (input_count, units), one row for each input. */
static void dense(const float *inputs, int input_count, const FLASH float *weights, const FLASH float *bias,
                  float *outputs, int units)
{
    for (int j = 0; j < units; j++) outputs[j] = bias[j];
    for (int i = 0; i < input_count; i++, weights += units) {
        const float input = inputs[i];
        if (input == 0.0f) continue; /* paper */
        for (int j = 0; j < units; j++) outputs[j] += input * weights[j];
    }
}

/* The kernel at every position; weights of (kernel_height, kernel_width, channels, filters), zeros around the image. */
static void convolve(const float *inputs, int height, int width, int channels, const FLASH float *weights,
                     const FLASH float *bias, int kernel_height, int kernel_width, int stride, int top, int left,
                     float *outputs, int rows, int columns, int filters)
{
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++, outputs += filters) {
            const FLASH float *kernel = weights;
            for (int f = 0; f < filters; f++) outputs[f] = bias[f];
            for (int i = 0; i < kernel_height; i++) {
                for (int j = 0; j < kernel_width; j++) {
                    const int y = row * stride + i - top, x = column * stride + j - left;
                    if (y < 0 || y >= height || x < 0 || x >= width) {
                        kernel += channels * filters;
                        continue;
                    }
                    const float *pixel = inputs + (y * width + x) * channels;
                    for (int c = 0; c < channels; c++, kernel += filters) {
                        const float input = pixel[c];
                        for (int f = 0; f < filters; f++) outputs[f] += input * kernel[f];
                    }
                }
            }
        }
    }
}

/* The largest value of each window, channel by channel. */
static void max_pool(const float *inputs, int width, int channels, int size, int stride, float *outputs, int rows,
                     int columns)
{
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
            const float *window = inputs + (row * stride * width + column * stride) * channels;
            for (int c = 0; c < channels; c++) {
                float largest = window[c];
                for (int i = 0; i < size; i++) {
                    for (int j = 0; j < size; j++) {
                        const float value = window[(i * width + j) * channels + c];
                        largest = value > largest ? value : largest;
                    }
                }
                *outputs++ = largest;
            }
        }
    }
}

/* The mean of each window, channel by channel. */
static void average_pool(const float *inputs, int width, int channels, int size, int stride, float *outputs, int rows,
                         int columns)
{
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
            const float *window = inputs + (row * stride * width + column * stride) * channels;
            for (int c = 0; c < channels; c++) {
                float total = 0.0f;
                for (int i = 0; i < size; i++) {
                    for (int j = 0; j < size; j++) total += window[(i * width + j) * channels + c];
                }
                *outputs++ = total / (float)(size * size);
            }
        }
    }
}

/* The mean of each channel over the whole image. */
static void global_average_pool(const float *inputs, int pixels, int channels, float *outputs)
{
    for (int c = 0; c < channels; c++) {
        float total = 0.0f;
        for (int i = 0; i < pixels; i++) total += inputs[i * channels + c];
        outputs[c] = total / (float)pixels;
    }
}

/* Mean 0 and variance 1 over all values, then scaled and shifted channel by channel. */
static void layer_norm(const float *inputs, int count, const FLASH float *gain, const FLASH float *bias, int channels,
                       float epsilon, float *outputs)
{
    float mean = 0.0f, variance = 0.0f;
    for (int i = 0; i < count; i++) mean += inputs[i] / (float)count;
    for (int i = 0; i < count; i++) variance += (inputs[i] - mean) * (inputs[i] - mean) / (float)count;
    const float deviation = sqrtf(variance + epsilon);
    for (int i = 0; i < count; i++) {
        outputs[i] = gain[i % channels] * (inputs[i] - mean) / deviation + bias[i % channels];
    }
}
