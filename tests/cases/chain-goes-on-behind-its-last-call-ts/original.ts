import { send } from "./net";

export function order(item: Item, hooks?: Hooks) {
  const id = open(item.label, { ...hooks });

  item
    .then((p) => {
      done(id, {
        p,
      });
      return p;
    })
    .catch((e) => {
      fail(id, e);
    });

  return item;
}
