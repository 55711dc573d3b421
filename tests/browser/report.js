"use strict";
const assert = require("node:assert");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

const [few, many, folder] = process.argv.slice(2);
const address = (file) => pathToFileURL(path.resolve(file)).href;
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

(async () => {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: flags });
  let passed = 0;
  const check = (what, got, wanted) => {
    assert.deepStrictEqual(got, wanted, what);
    console.log(`ok ${what}`);
    passed += 1;
  };
  const open = async (options, url = address(few)) => {
    const page = await browser.newPage(options);
    page.complaints = [];
    page.on("console", (message) => message.type() === "error" && page.complaints.push(message.text()));
    page.on("pageerror", (error) => page.complaints.push(String(error)));
    page.on("request", (request) => request.url() !== url && page.complaints.push(request.url()));
    await page.goto(url);
    return page;
  };
  const visible = (page) => page.$$eval("tbody.instance", (rows) =>
    rows.filter((row) => row.checkVisibility()).map((row) => row.querySelector("th code").textContent));

  const page = await open({ viewport: { width: 1200, height: 900 } });
  const all = await visible(page);
  check("every instance is shown", all.length, 6);
  check("what is missing comes first", await page.textContent("main h2"), "This report is not complete");
  await page.selectOption("#verdict", "open");
  check("the verdict filter leaves the open one", await visible(page), ["pgm-uf6crm"]);
  await page.click("button[type=reset]");
  await page.waitForFunction(() => document.getElementById("shown").textContent === "6 of 6 shown");
  check("and all come back", await visible(page), all);
  await page.fill("#search", "billing");
  check("the search finds by name", await visible(page), ["pgm-uf6billing"]);
  check("how many are shown is told", await page.textContent("#shown"), "1 of 6 shown");
  await page.fill("#search", "");
  await page.click("th[data-key=verdict] button");
  check("sorting puts the open one first", (await visible(page))[0], "pgm-uf6crm");
  await page.click("th[data-key=verdict] button");
  check("and last", (await visible(page))[5], "pgm-uf6crm");
  await page.click("tbody.instance summary");
  check("details open", await page.$$eval("details[open]", (found) => found.length), 1);
  check("the policy holds and nothing is fetched", page.complaints, []);
  check("texts are no markup", await page.$$eval("td b, th b", (found) => found.length), 0);

  const plain = await open({ javaScriptEnabled: false, viewport: { width: 1200, height: 900 } });
  check("without script every instance is there", (await plain.locator("tbody.instance").count()), 6);
  check("and no control that would do nothing", await plain.locator("form").isVisible(), false);

  for (const [name, options] of Object.entries({
    light: { colorScheme: "light", viewport: { width: 1200, height: 900 } },
    dark: { colorScheme: "dark", viewport: { width: 1200, height: 900 } },
    narrow: { colorScheme: "light", viewport: { width: 390, height: 844 } },
  })) {
    const shot = await open(options);
    const wide = await shot.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    check(`${name}: nothing sticks out sideways`, wide, false);
    if (name === "light") await shot.click("tbody.instance:nth-of-type(4) summary");
    await shot.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
    if (name === "light") await shot.pdf({ path: path.join(folder, "print.pdf"), format: "A4", printBackground: false });
  }

  const begun = performance.now();
  const big = await open({ viewport: { width: 1200, height: 900 } }, address(many));
  const loaded = performance.now() - begun;
  check("of many instances the first are shown", await big.textContent("#shown"), "the first 500 of 9600 shown");
  check("and laid out", (await visible(big)).length, 500);
  await big.click("#more");
  check("the button brings more", (await visible(big)).length, 1000);
  const filtered = await big.evaluate(() => {
    const search = document.getElementById("search");
    const begun = performance.now();
    search.value = "crm1599 md5";
    search.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.getBoundingClientRect();
    return performance.now() - begun;
  });
  check("the search looks into settings that are shared", await visible(big), ["pgm-uf6crm1599"]);
  await big.click("tbody.instance:not([hidden]) summary");
  check("which come when a row is opened", await big.locator("tbody.instance:not([hidden]) table.records").isVisible(), true);
  check("the policy holds there too", big.complaints, []);
  console.log(`9,600 instances: open after ${Math.round(loaded)} ms, searched in ${Math.round(filtered)} ms`);
  await browser.close();
  console.log(`${passed} passed, 0 failed`);
})();
