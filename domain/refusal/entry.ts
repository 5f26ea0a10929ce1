export type Param = string | number | readonly string[]

/** A refusal as the documentation shows it: the English template with its {parameters}, and parameters that make a believable example. */
export type Entry = Readonly<{ message: string; example: Readonly<Record<string, Param>> }>

type Placeholder<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never

/** The parameters that a template asks for. */
export type ParamsOf<Template extends string> = Readonly<Record<Placeholder<Template>, Param>>
