import { createUniqueId, type JSX } from "solid-js"

/** A part of the column beside an account's figures. */
export function SidePart(props: { title: string; id?: string; children: JSX.Element }) {
  const title = createUniqueId()
  return (
    <section
      id={props.id}
      aria-labelledby={title}
      class="scroll-mt-20 border-line border-t py-5 first:border-t-0 first:pt-0"
    >
      <h2 id={title} class="mb-2.5 font-semibold text-small">
        {props.title}
      </h2>
      {props.children}
    </section>
  )
}
