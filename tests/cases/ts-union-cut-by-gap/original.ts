export type Rule =
  | { kind: "flat"; price: number }
  | { kind: "zones"; perZone: number }
  | { kind: "distance"; perKm: number };

export type Id = number;
