/* Reads images until there are none, writes the digit in each, and how deep the stack was. */
#include "board.h"
#include "digits.h"

static uint8_t image[DIGITS_PIXELS];

int main(void)
{
    float probabilities[DIGITS_CLASSES];
    board_begin();
    while (board_read(image, DIGITS_PIXELS)) {
        board_write(digits_class_names[digits_predict(image, probabilities)]);
        board_write("\n");
    }
    board_end();
    return 0;
}
