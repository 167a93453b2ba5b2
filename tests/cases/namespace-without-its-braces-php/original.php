<?php

namespace Shop\Core {
    class Shelf
    {
        public int $size = 1;
    }

    class Box
    {
    }
}
