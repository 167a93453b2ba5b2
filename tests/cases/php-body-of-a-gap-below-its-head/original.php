<?php
function open($path)
{
  check($path);
  mount($path);
}

function close($path)
{
  unmount($path);
}
