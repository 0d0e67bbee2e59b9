/** Two lateen sails and the waterline: the product's mark, in the colour of its surroundings. */
export const Mark = () => (
  <svg class="mark" width="26" height="26" viewBox="0 0 32 32" fill="currentColor" aria-hidden="true">
    <path d="M12 1.5C21.5 6 28.3 14.5 30.6 26H12ZM2 12.5C6 15 8.6 19.6 9.2 26H2ZM2 28.3H30.6V30.8H2Z" />
  </svg>
)
