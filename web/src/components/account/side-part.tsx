import type { JSX } from "solid-js"

/** A part of the column beside an account's figures. */
export const SidePart = (props: { title: string; id?: string; children: JSX.Element }) => (
  <section id={props.id} class="scroll-mt-20 border-line border-t py-5 first:border-t-0 first:pt-0">
    <h2 class="mb-2.5 font-semibold text-small">{props.title}</h2>
    {props.children}
  </section>
)
