// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.browser;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console as somebody sees it who opens it.
 */
@ExtendWith(ChromiumCondition.class)
class ConsolePageTests {

	private static final String LAST_WORDS = "everyone had read it.";

	private static ConfigurableApplicationContext application;

	private static Chromium chromium;

	private static ShownApplication.Work work;

	private static String console;

	@BeforeAll
	static void start() {
		// the class path has the application.yml of the demo, too
		application = new SpringApplicationBuilder(ShownApplication.class).properties(Map.of("spring.config.name",
				"shown", "server.port", "0", "callbacks.console.enabled", "true", "callbacks.console.show-content",
				"always", "callbacks.cost.prices.paced-1.input", "1", "callbacks.cost.prices.paced-1.output", "5"))
			.run();
		work = application.getBean(ShownApplication.Work.class);
		int port = ((WebServerApplicationContext) application).getWebServer().getPort();
		console = "http://localhost:" + port + "/callbacks/";
		chromium = new Chromium();
	}

	@AfterAll
	static void stop() {
		if (chromium != null) {
			chromium.close();
		}
		application.close();
	}

	@AfterEach
	void browserReportsNoError() {
		List<String> errors = chromium.closePages();
		// a reply that the application is not there is what some tests are about
		assertThat(errors).allSatisfy((error) -> assertThat(error).startsWith("Failed to load resource"));
	}

	@Test
	void showsRunsAsTheyComeAndFollowsTheLatest() {
		Page page = open();
		work.ask("Tell me a story").blockLast();
		assertThat(page.locator("#runs tr").first()).containsText("paced");
		assertThat(page.locator("#answer .answer-text")).containsText(LAST_WORDS);
		assertThat(page.locator("#run-status")).hasText("done");
		assertThat(page.locator("#detail")).containsText("12 in, 42 out");
		assertThat(page.locator("#log")).containsText("chat model start");
	}

	@Test
	void showsTreeWaterfallAndDetailsOfAChain() {
		Page page = open();
		work.research("What are streams?");
		Locator tree = page.locator("#tree");
		assertThat(tree.getByRole(AriaRole.TREEITEM)).hasCount(4);
		assertThat(tree).containsText("calculator");
		tree.getByText("paced").click();
		assertThat(page.locator("#detail")).containsText("Waited for handlers");
		tree.getByText("library").click();
		assertThat(page.locator("#detail")).containsText("About streams");
		assertThat(page).hasURL(Pattern.compile(".*selected=.*"));
		assertThat(page.locator("#export")).hasAttribute("href", Pattern.compile(".*/export"));
	}

	@Test
	void showsTheAnswerWhileItStreamsAndHoldsItWhenPaused() {
		Page page = open();
		Disposable call = work.ask("An endless story").subscribe();
		try {
			Locator text = page.locator("#answer .answer-text");
			assertThat(text).containsText("again and again and");
			assertThat(page.locator("#answer .facts")).containsText("tokens/s");
			page.getByRole(AriaRole.BUTTON, named("Pause")).click();
			String held = text.textContent();
			String facts = page.locator("#answer .facts").textContent();
			assertThat(page.locator("#answer .facts")).not().hasText(facts);
			assertThat(text).hasText(held);
			page.getByRole(AriaRole.BUTTON, named("Go on")).click();
			assertThat(text).not().hasText(held);
		}
		finally {
			call.dispose();
		}
		assertThat(page.locator("#run-status")).hasText("closed");
	}

	@Test
	void stopsARun() {
		Page page = open();
		work.ask("An endless story").onErrorComplete().subscribe();
		page.getByRole(AriaRole.BUTTON, named("Stop")).click();
		assertThat(page.locator("#run-status")).hasText("cancelled");
		assertThat(page.locator("#runs tr").first()).containsText("cancelled");
	}

	@Test
	void showsTheLatestRunIfTheAddressNamesNone() {
		Page page = open();
		page.navigate(console + "?run=nothing&selected=%3Cb%3E");
		work.ask("Tell me a story").blockLast();
		assertThat(page.locator("#run-status")).hasText("done");
		assertThat(page.locator("#answer .answer-text")).containsText(LAST_WORDS);
	}

	@Test
	void keepsFiltersAndTheOpenRunInTheAddress() {
		Page page = open();
		work.failing();
		work.research("What are streams?");
		page.getByPlaceholder("Name, model, tag or id").fill("research");
		page.locator("select[name=kind]").selectOption("CHAIN");
		page.locator("#runs a").first().click();
		assertThat(page).hasURL(Pattern.compile(".*q=research.*kind=CHAIN.*run=.*"));
		page.reload();
		assertThat(page.getByPlaceholder("Name, model, tag or id")).hasValue("research");
		assertThat(page.locator("#run-title")).hasText("research");
		assertThat(page.locator("#runs tr").first()).containsText("research");
		page.locator("select[name=status]").selectOption("FAILED");
		assertThat(page.locator("#runs-empty")).hasText("No run matches the filters.");
	}

	@Test
	void showsFailuresOfRunsAndApartFromThemThoseOfHandlers() {
		Page page = open();
		work.failing();
		work.ask("Tell me a story at once").blockLast();
		assertThat(page.locator("#errors")).containsText("IllegalStateException");
		assertThat(page.locator("#board")).containsText("brokenAudit");
		assertThat(page.locator("#errors")).containsText("brokenAudit");
	}

	@Test
	void resumesAfterALostConnection() {
		Page page = open();
		SmartLifecycle streams = application.getBean("callbackConsoleStreams", SmartLifecycle.class);
		streams.stop();
		assertThat(page.locator("#connection")).hasText("reconnecting");
		work.manager().chain("unseen-1").run(() -> work.ask("Tell me a story at once").blockLast());
		work.manager().chain("unseen-2").run(() -> work.ask("Tell me another at once").blockLast());
		streams.start();
		assertThat(page.locator("#connection")).hasText("live");
		assertThat(page.locator("#runs a").filter(having("unseen-1"))).hasCount(1);
		assertThat(page.locator("#runs a").filter(having("unseen-2"))).hasCount(1);
	}

	@Test
	void canBeUsedByKeyboardAlone() {
		work.research("Of keys, at once");
		Page page = chromium.open(console + "?q=research", 1440, ColorScheme.LIGHT);
		assertThat(page.locator("#runs a").first()).isVisible();
		press(page, "Tab", () -> "research".equals(focused(page)));
		page.keyboard().press("Enter");
		assertThat(page.locator("#run-title")).hasText("research");
		press(page, "Tab", () -> focused(page).contains("chain research,"));
		page.keyboard().press("ArrowDown");
		assertThat(focused(page)).contains("retriever library");
		page.keyboard().press("Enter");
		assertThat(page.locator("#detail")).containsText("library");
		page.keyboard().press("End");
		assertThat(focused(page)).contains("chat");
		page.keyboard().press("ArrowLeft");
		page.keyboard().press("ArrowLeft");
		assertThat(page.locator("#tree").getByRole(AriaRole.TREEITEM)).hasCount(1);
		page.keyboard().press("ArrowRight");
		assertThat(page.locator("#tree").getByRole(AriaRole.TREEITEM)).hasCount(4);
	}

	@ParameterizedTest
	@CsvSource({ "1440, LIGHT", "1440, DARK", "390, LIGHT", "390, DARK" })
	void isAccessibleAndFitsInLightAndDarkAtEveryWidth(int width, ColorScheme scheme) throws IOException {
		work.failing();
		work.research("What are streams?");
		Page page = chromium.open(console,
				new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme).setBypassCSP(true));
		assertThat(page.locator("#answer .answer-text")).containsText(LAST_WORDS);
		assertThat(page.locator("#board tbody tr").first()).isVisible();
		page.screenshot(new Page.ScreenshotOptions().setFullPage(true)
			.setPath(Path.of("target", "screenshots", width + "-" + scheme.name().toLowerCase() + ".png")));
		assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth")).isEqualTo(0);
		assertThat(Axe.violations(page)).isEmpty();
	}

	@Test
	void staysFluentWithManyRunsAndAFastStream() {
		Flux.range(0, 500).concatMap((number) -> work.ask("Story " + number + " at once")).blockLast();
		Page page = open();
		Disposable call = work.ask("An endless story").subscribe();
		try {
			assertThat(page.locator("#answer .answer-text")).containsText("again and again and again");
			System.out.printf(
					"Console with 500 runs and 50 tokens/s: p95 of a frame is %.1f ms, of an empty page %.1f ms%n",
					frameTime(page), frameTime(chromium.open("about:blank", 1440, ColorScheme.LIGHT)));
		}
		finally {
			call.dispose();
		}
	}

	/**
	 * Returns the milliseconds that nineteen of twenty frames do not exceed.
	 */
	private static double frameTime(Page page) {
		return ((Number) page.evaluate("""
				() => new Promise((resolve) => {
					const deltas = [];
					let last = performance.now();
					const frame = (now) => {
						deltas.push(now - last);
						last = now;
						deltas.length < 240 ? requestAnimationFrame(frame)
							: resolve(deltas.sort((a, b) => a - b)[Math.floor(deltas.length * 0.95)]);
					};
					requestAnimationFrame(frame);
				})""")).doubleValue();
	}

	private static Page open() {
		Page page = chromium.open(console, 1440, ColorScheme.LIGHT);
		assertThat(page.locator("#connection")).hasText("live");
		return page;
	}

	private static Locator.FilterOptions having(String text) {
		return new Locator.FilterOptions().setHasText(text);
	}

	private static Page.GetByRoleOptions named(String name) {
		return new Page.GetByRoleOptions().setName(name);
	}

	private static void press(Page page, String key, BooleanSupplier until) {
		for (int i = 0; i < 60 && !until.getAsBoolean(); i++) {
			page.keyboard().press(key);
		}
		assertThat(until.getAsBoolean()).as("focus after Tab").isTrue();
	}

	private static String focused(Page page) {
		return String.valueOf(page
			.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"));
	}

}
