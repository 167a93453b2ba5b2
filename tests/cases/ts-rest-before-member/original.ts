interface Options {
  name: string;
  size: number;
  open: boolean;
  tags: string[];
}
