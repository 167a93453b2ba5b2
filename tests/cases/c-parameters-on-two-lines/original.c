static int ring_put(struct ring *ring, const char *data,
                    unsigned size)
{
    if (size > ring->size)
        return -1;
    memcpy(ring->data, data, size);
    return 0;
}

static int ring_get(struct ring *ring, char *data,
                    unsigned size)
{
    if (size > ring->size)
        return -1;
    memcpy(data, ring->data, size);
    return 0;
}
