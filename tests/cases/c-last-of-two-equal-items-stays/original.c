struct ops pump_ops = {
    pump_open,
    pump_read,
    pump_write,
    0,
    0
};
