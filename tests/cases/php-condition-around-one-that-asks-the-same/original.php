<?php
function store($crates, $labels)
{
    $log->start();
    if (is_array($labels)) {
        print_all($labels);
    }
    finish();
}
