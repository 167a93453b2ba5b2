int frame_open(int frame);

size_t frame_decode(struct frame* frame,
           void* dst, size_t capacity,
     const void* src, size_t size, const int strict, const mode_t mode);

int frame_close(int frame);
