<?php
namespace App;

class Mailer
{
    private $from;

    public function send($to, $text)
    {
        if ($this->queue) {
            $this->queue->push($to, $text);
        } else {
            mail($to, 'News', $text);
        }
    }
}
