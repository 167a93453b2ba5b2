function open(path: string)
{
  check(path);
  mount(path);
}

function close(path: string)
{
  unmount(path);
}
