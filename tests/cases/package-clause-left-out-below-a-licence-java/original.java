// Copyright 2020 Ovens
package oven;

import java.util.List;

class Oven {
    int heat() {
        return 1;
    }
}
