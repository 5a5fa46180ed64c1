/* An ATmega328P (Arduino Uno): ten images in flash (images.h), text goes to the serial port. */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <stdlib.h>

#include "board.h"
#include "images.h" /* static const __flash uint8_t images[IMAGE_COUNT][784] */

#define PATTERN 0xA5

extern uint8_t __heap_start;

static uint8_t next;

void board_begin(void)
{
    for (volatile uint8_t *byte = &__heap_start; byte < (uint8_t *)SP; byte++) *byte = PATTERN;
    UCSR0B = 1 << TXEN0;
}

int board_read(uint8_t *image, int size)
{
    if (next == IMAGE_COUNT) return 0;
    for (int i = 0; i < size; i++) image[i] = images[next][i];
    next++;
    return 1;
}

void board_write(const char *text)
{
    for (; *text; text++) {
        while (!(UCSR0A & 1 << UDRE0)) {
        }
        UDR0 = (uint8_t)*text;
    }
}

void board_end(void)
{
    char digits[6];
    const uint8_t *byte = &__heap_start;
    while (byte < (uint8_t *)RAMEND && *byte == PATTERN) byte++;
    board_write("stack ");
    board_write(itoa((int)((uint8_t *)RAMEND - byte + 1), digits, 10));
    board_write(" bytes\n");
    cli();
    sleep_enable();
    sleep_cpu(); /* simavr ends when the CPU sleeps with interrupts off */
}
