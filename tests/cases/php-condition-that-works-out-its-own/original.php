<?php

class Pages
{
    private function find(string $slug): ?Page
    {
        foreach ($this->pages as $title => $page) {
            $wanted = strtolower(trim(preg_replace('/ +/', '-', $title), '-'));
            if (same_text($wanted, $slug, $page)) {
                $hit = clone $page;

                return $hit;
            }
        }

        return null;
    }
}
