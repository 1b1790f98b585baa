// Day, night, or as the system has it; remembered in a cookie so that the server draws the first frame right.

export function start() {
  const root = document.documentElement;
  const buttons = document.querySelectorAll("[data-theme-choice]");
  const show = () => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.getAttribute("data-theme-choice") === root.dataset["theme"]));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const choice = button.getAttribute("data-theme-choice") ?? "auto";
      root.dataset["theme"] = choice;
      document.cookie = `theme=${choice}; path=/; max-age=31536000; samesite=lax`;
      show();
    });
  }
  show();
}
