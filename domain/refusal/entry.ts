export type Param = string | number | readonly string[]

/**
 * A refusal in the catalogue: its English template with {parameters}, and realistic parameters for the
 * documentation.
 */
export type Entry = Readonly<{ message: string; example: Readonly<Record<string, Param>> }>

type Placeholder<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never

/** The parameters of a template, by the names of its placeholders. */
export type ParamsOf<Template extends string> = Readonly<Record<Placeholder<Template>, Param>>
