/*
 * A Cortex-M0 (BBC micro:bit) in QEMU: images come from the file images.bin of the host, text goes to its terminal, both
 * by semihosting (https://github.com/ARM-software/abi-aa/blob/main/semihosting/semihosting.rst).
 */
#include "board.h"

#define OPEN 0x01
#define WRITE0 0x04
#define READ 0x06
#define EXIT 0x18
#define EXIT_DONE 0x20026
#define PATTERN 0xA5A5A5A5u

extern uint32_t stack_limit, stack_top, data_start, data_end, data_in_flash, zero_start, zero_end;
int main(void);

static int32_t file;

static int32_t ask_host(int32_t operation, const void *argument)
{
    register int32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void board_begin(void)
{
    static const char name[] = "images.bin";
    const int32_t open[3] = {(int32_t)name, 1, sizeof name - 1};
    const uint32_t *here;
    __asm__ volatile("mov %0, sp" : "=r"(here));
    /* volatile: memset would overwrite its own part of the stack */
    for (volatile uint32_t *word = &stack_limit; word < here; word++) *word = PATTERN;
    file = ask_host(OPEN, open);
}

int board_read(uint8_t *image, int size)
{
    const int32_t read[3] = {file, (int32_t)image, size};
    return ask_host(READ, read) == 0;
}

void board_write(const char *text)
{
    ask_host(WRITE0, text);
}

void board_end(void)
{
    char text[] = "stack     0 bytes\n";
    const uint32_t *word = &stack_limit;
    while (word < &stack_top && *word == PATTERN) word++;
    int at = 10;
    for (uint32_t rest = (uint32_t)(&stack_top - word) * 4; rest > 0; rest /= 10) text[at--] = (char)('0' + rest % 10);
    board_write(text);
    ask_host(EXIT, (const void *)EXIT_DONE);
    for (;;) {
    }
}

void reset(void)
{
    const uint32_t *from = &data_in_flash;
    for (uint32_t *to = &data_start; to < &data_end;) *to++ = *from++;
    for (uint32_t *to = &zero_start; to < &zero_end;) *to++ = 0;
    main();
}

static void stop(void)
{
    for (;;) {
    }
}

/* The first stack pointer and the handlers of reset, NMI and hard fault. */
__attribute__((section(".vectors"), used)) static const void *const vectors[] = {&stack_top, reset, stop, stop};
