<?php

namespace Shop\Core {
    function open() { return 1; }
}

namespace Shop\Rest {
    function close() { return 2; }
}
