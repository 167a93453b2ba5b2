export interface Overloads<Return, S> {
    /** One. */
    <M extends Action, P extends Pred<M, S>>(options: {
        creator?: never;
        type?: never;
        predicate: P;
        effect: Effect<P, S>;
    } & More): Return;
    /** Two. */
    <C extends Creator<any>>(options: {
        creator: C;
        type?: never;
        effect: Effect<C, S>;
    } & More): Return;
}
