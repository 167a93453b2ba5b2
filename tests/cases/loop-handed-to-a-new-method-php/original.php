<?php
class Shelf
{
    public function fill(array $rows): void
    {
        $this->open();
        foreach ($rows as $row) {
            $this->store($row, $this->depth);
        }
        $this->seal();
    }
}
