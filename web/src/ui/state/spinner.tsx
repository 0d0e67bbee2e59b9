/** The only looping animation. It stands still with reduced motion; the word beside it says the same. */
export const Spinner = (props: { size?: "small" | "medium" }) => (
  <span
    aria-hidden="true"
    class="inline-block shrink-0 animate-turn rounded-full border-2 border-current border-r-transparent motion-reduce:animate-none"
    classList={{ "size-3.5": props.size !== "small", "size-2.5": props.size === "small" }}
  />
)
