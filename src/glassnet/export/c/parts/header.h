/* @ABOUT@ */
#ifndef @UPPER@_H
#define @UPPER@_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define @UPPER@_PIXELS @PIXEL_COUNT@ /* @SHAPE@, row by row */
#define @UPPER@_CLASSES @CLASS_COUNT@
@if reject@
#define @UPPER@_NO_CLASS (-1) /* @REJECTION@ */
@end reject@

/* The name of each class. */
extern const char *const @NAME@_class_names[@UPPER@_CLASSES];

/*
 * The class of an image, as an index of @NAME@_class_names, and the probability of each class.
 * A pixel is 0 for paper and 255 for full ink.
@if reject@
 * @UPPER@_NO_CLASS for an image that is none of them.
@end reject@
 * The function has static buffers: one call at a time.
 */
int @NAME@_predict(const uint8_t image[@UPPER@_PIXELS], float probabilities[@UPPER@_CLASSES]);
@if center@

/* Move the ink so that its center of mass is in the middle, as in the images that the network was trained on. */
void @NAME@_center(uint8_t image[@UPPER@_PIXELS]);
@end center@

#ifdef __cplusplus
}
#endif

#endif
