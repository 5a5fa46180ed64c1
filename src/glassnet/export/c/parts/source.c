/* @ABOUT@ */
#include "@STEM@.h"

#include <math.h>

/* AVR has a separate address space for constants. */
#ifdef __AVR__
#define FLASH __flash
#else
#define FLASH
#endif

const char *const @NAME@_class_names[@UPPER@_CLASSES] = {@CLASS_NAMES@};

@ARRAYS@
@BUFFERS@

@FUNCTIONS@
/* The network's outputs, before calibration. */
static const float *compute_outputs(const uint8_t *image)
{
@CALLS@
    return @OUTPUTS@;
}

int @NAME@_predict(const uint8_t image[@UPPER@_PIXELS], float probabilities[@UPPER@_CLASSES])
{
    const float *outputs = compute_outputs(image);
    int label = 0;
    for (int i = 0; i < @UPPER@_CLASSES; i++) probabilities[i] = outputs[i] / @TEMPERATURE@;
@PROBABILITIES@    for (int i = 1; i < @UPPER@_CLASSES; i++) label = probabilities[i] > probabilities[label] ? i : label;
@if reject@
    /* The log odds that the image is of a class. */
    if (log_sum_exp(outputs, @UPPER@_CLASSES) - outputs[@UPPER@_CLASSES] < @THRESHOLD@) return @UPPER@_NO_CLASS;
@end reject@
    return label;
}
@if center@

void @NAME@_center(uint8_t image[@UPPER@_PIXELS])
{
    const int down = find_shift(image, @HEIGHT@, @WIDTH@, @WIDTH@, 1);
    const int across = find_shift(image, @WIDTH@, 1, @HEIGHT@, @WIDTH@);
    move_pixels(image, @UPPER@_PIXELS, down * @WIDTH@ + across);
}
@end center@
