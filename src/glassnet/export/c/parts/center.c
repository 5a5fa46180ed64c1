/* Moving ink, so that its center of mass is in the middle, as MNIST's is. */

/* Whole pixels to move by along one axis: `stride` bytes from one line of the image to the next, `step` within one. */
static int find_shift(const uint8_t *image, int side, int stride, int length, int step)
{
    WIDE total = 0, moment = 0;
    int lowest = side, highest = -1;
    for (int position = 0; position < side; position++) {
        WIDE mass = 0;
        for (int i = 0; i < length; i++) mass += image[position * stride + i * step];
        total += mass;
        moment += position * mass;
        if (mass > 0) {
            lowest = position < lowest ? position : lowest;
            highest = position;
        }
    }
    if (total == 0) return 0;
    const WIDE above = 2 * moment - (side - 1) * total, below = 2 * total;
    int wanted = -(int)(above / below);
    if (above % below < 0) wanted++; /* C rounds towards zero */
    if (wanted < -lowest) wanted = -lowest;
    return wanted > side - 1 - highest ? side - 1 - highest : wanted;
}

/* Ink never passes an edge, so moving it is moving all pixels by as many places. */
static void move_pixels(uint8_t *image, int count, int places)
{
    if (places > 0) {
        for (int i = count - 1; i >= 0; i--) image[i] = i >= places ? image[i - places] : 0;
    } else {
        for (int i = 0; i < count; i++) image[i] = i - places < count ? image[i - places] : 0;
    }
}
