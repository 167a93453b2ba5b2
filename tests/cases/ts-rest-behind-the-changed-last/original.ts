interface Options {
  name: string;
  size: number;
  open: boolean;
}

start();
