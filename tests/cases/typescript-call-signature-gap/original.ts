interface Creator<
  State,
  Config extends Base = Base
> {
  <Arg extends any, Returned = unknown>(
    payload: Payload<
      Returned,
      Arg,
      Config
    >,
    config?: ReducerConfig<State, Arg, Returned, Config>
  ): Definition<State, Arg, Returned, Config>
  withTypes<Api extends Base>(): Creator<State, Api>
}

export const one = 1
