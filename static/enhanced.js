// Says, before the page is drawn, that scripts run: what govuk-frontend enhances would flicker otherwise.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
