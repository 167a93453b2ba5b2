import { isWide } from "./doors";

export const isOpen = (door) => door.state === "open" && !door.locked;
export const isIn = (house) => (door) =>
  house.doors.includes(door) && door.state !== "gone";

export const isFree = (door) => isOpen(door) && door.empty;
