/*
 * Prints the class and the probabilities of each image on standard input: @PIXEL_COUNT@ bytes, 0 paper, 255 full ink.
 *
 *     cc -O2 -std=c99 @STEM@.c @STEM@_example.c -lm -o @STEM@ && ./@STEM@ < images.bin
@if center@
 *
 * With --center the ink of each image is centered first.
@end center@
 */
#include <stdio.h>
@if center@
#include <string.h>
@end center@

#include "@STEM@.h"

@if center@
int main(int count, char **arguments)
{
    const int centers = count > 1 && strcmp(arguments[1], "--center") == 0;
@end center@
@if flat@
int main(void)
{
@end flat@
    static uint8_t image[@UPPER@_PIXELS];
    float probabilities[@UPPER@_CLASSES];
    size_t bytes;
    while ((bytes = fread(image, 1, sizeof image, stdin)) == sizeof image) {
@if center@
        if (centers) @NAME@_center(image);
@end center@
        const int label = @NAME@_predict(image, probabilities);
        fputs(label < 0 ? "@REJECTION@" : @NAME@_class_names[label], stdout);
        for (int i = 0; i < @UPPER@_CLASSES; i++) printf("\t%.9g", (double)probabilities[i]);
        putchar('\n');
    }
    if (bytes) fprintf(stderr, "The last image has %zu bytes in place of @PIXEL_COUNT@.\n", bytes);
    return bytes != 0;
}
