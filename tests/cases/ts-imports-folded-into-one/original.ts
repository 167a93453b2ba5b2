import { Crane } from "./crane";
import { Quay } from "./harbour";
import { Pier } from "./harbour";
import { Tide } from "./harbour";
import { Buoy } from "./harbour";
import { Lamp } from "./lamp";
import { Rope } from "./rope";

export function moor(pier: Pier, rope: Rope): void {
  pier.hold(rope);
}
