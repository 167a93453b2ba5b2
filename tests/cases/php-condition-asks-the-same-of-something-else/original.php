<?php

class Mill
{
    private function grind(array $sacks): ?Flour
    {
        foreach ($sacks as $sack => $grain) {
            $label = 'sack ' . strtoupper($sack);
            if (str_contains($label, $this->wanted)) {
                $this->count += 1;

                return new Flour($grain);
            }
        }

        return null;
    }
}
