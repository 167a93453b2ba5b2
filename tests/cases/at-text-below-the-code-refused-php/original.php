<?php

// Licence: MIT

namespace App;

use App\A;
use App\B;

/**
 * Helps.
 */
function help(): string
{
    return <<<TXT
    one
    two
    TXT;
}

function stop(): void
{
    exit(1);
}
?>
<p>Hello</p>
