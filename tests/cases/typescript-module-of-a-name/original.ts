declare module "tides" {
    export function read(station: string): number;
}
declare module "tides/all" {
    export * from "tides";
}
declare module "tides/kinds" {
    export type Kind = "spring" | "neap";
}
