/* What main.c needs of a board: images in, text out, and the use of the stack. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/* Start the output, and fill the free memory below the stack with a pattern. */
void board_begin(void);

/* The next image; 0 if there is none. */
int board_read(uint8_t *image, int size);

void board_write(const char *text);

/* Write how many bytes of the pattern were overwritten, and stop. */
void board_end(void);

#endif
