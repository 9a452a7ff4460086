// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.browser;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.callbacks.demo.DemoModel;
import dev.callbacks.message.ChatRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of the demo while instances are killed.
 */
@ExtendWith(ChromiumCondition.class)
class FleetPageTests {

	private static final String QUESTION = "How do instances share an answer?";

	private static final String ANSWER = String.join("", DemoModel.answer(ChatRequest.of(QUESTION)).tokens());

	private static final Pattern TOKEN = Pattern.compile("event:token\ndata:.*\"text\":\"(.*)\"}");

	private static DemoFleet fleet;

	private static Chromium chromium;

	@BeforeAll
	static void start() throws IOException {
		fleet = new DemoFleet();
		chromium = new Chromium();
	}

	@AfterAll
	static void stop() {
		if (chromium != null) {
			chromium.close();
		}
		fleet.close();
	}

	@BeforeEach
	void bothInstancesRun() throws Exception {
		fleet.restore();
	}

	@AfterEach
	void browserReportsNoErrorButThatAnInstanceIsGone() {
		assertThat(chromium.closePages()).allMatch((error) -> error.startsWith("Failed to load resource: net::ERR_"));
	}

	private static Page open() {
		Page page = chromium.open(fleet.origin(0), 1440, ColorScheme.LIGHT);
		assertThat(page.locator(".state.up")).hasCount(2);
		return page;
	}

	private static void choose(Page page, int producer, int server) {
		card(page, producer).locator("[name=produces]").check();
		card(page, server).locator("[name=serves]").check();
		page.locator("#message").fill(QUESTION);
	}

	/**
	 * Waits until the answer has come for a while.
	 */
	private static void awaitText(Page page, int producer, int server) {
		assertThat(page.locator("#places"))
			.hasText("Produced by " + fleet.name(producer) + ", served by " + fleet.name(server));
		assertThat(page.locator("#answers article")).containsText("a start, tokens, an end");
	}

	private static Locator card(Page page, int number) {
		return page.locator("[data-instance='" + fleet.name(number) + "']");
	}

	private static String text(Page page) {
		return String.join("", page.locator("#answers article .voice span").allTextContents());
	}

	@Test
	void theTextGoesOnWhenTheInstanceThatServesItIsKilled() throws Exception {
		Page page = open();
		choose(page, 0, 1);
		page.keyboard().press("Enter");
		awaitText(page, 0, 1);
		fleet.kill();
		assertThat(page.locator("#places")).hasText("Produced by " + fleet.name(0) + ", served by " + fleet.name(0));
		assertThat(page.locator("#answers article")).containsText("It goes on at " + fleet.name(0));
		assertThat(page.locator("#answers article.ended")).containsText("no gaps");
		assertThat(text(page)).isEqualTo(ANSWER);
	}

	@Test
	void whatWasRelayedIsThereWhenTheInstanceThatProducesItIsKilled() throws Exception {
		Page served = open();
		Page left = open();
		AtomicReference<String> stream = streamOf(served);
		AtomicReference<String> leftStream = streamOf(left);
		choose(served, 1, 0);
		choose(left, 1, 1);
		served.keyboard().press("Enter");
		left.keyboard().press("Enter");
		awaitText(served, 1, 0);
		awaitText(left, 1, 1);
		fleet.kill();
		for (Page page : List.of(served, left)) {
			assertThat(page.locator("#places"))
				.hasText("Produced by " + fleet.name(1) + " (gone), served by " + fleet.name(0));
			assertThat(page.locator("#answers article.ended")).containsText("ABANDONED");
			assertThat(ANSWER).startsWith(text(page));
		}
		assertThat(text(served)).isEqualTo(relayed(stream.get()));
		assertThat(text(left)).startsWith(relayed(leftStream.get()));
		assertThatTheConsoleShowsWhatIsAbandoned();
	}

	@Test
	void anInstanceThatDoesNotAnswerIsNotCalledGone() {
		Page page = open();
		choose(page, 1, 0);
		page.keyboard().press("Enter");
		awaitText(page, 1, 0);
		page.route(fleet.origin(1) + "/fleet/instance", (route) -> {
		});
		assertThat(card(page, 1).locator(".state:not(.up):not(.gone)")).hasText("Does not answer");
		assertThat(page.locator("#places")).hasText("Produced by " + fleet.name(1) + ", served by " + fleet.name(0));
		page.unroute(fleet.origin(1) + "/fleet/instance");
		assertThat(card(page, 1).locator(".state.up")).containsText("Runs");
		assertThat(page.locator("#answers article.ended")).containsText("no gaps");
	}

	private static void assertThatTheConsoleShowsWhatIsAbandoned() {
		Page console = chromium.open(fleet.origin(0) + "/callbacks/", 1440, ColorScheme.LIGHT);
		assertThat(console.locator("#fleet")).hasText("All instances, seen by " + fleet.name(0));
		Locator abandoned = console.locator("tr")
			.filter(new Locator.FilterOptions().setHasText("on " + fleet.name(1)))
			.filter(new Locator.FilterOptions().setHasText("abandoned"));
		assertThat(abandoned).hasCount(2);
		abandoned.first().locator("a").click();
		assertThat(console.locator("#run-instance")).hasText("on " + fleet.name(1));
	}

	/**
	 * Returns the address of the stream that a page reads from the first instance.
	 */
	private static AtomicReference<String> streamOf(Page page) {
		AtomicReference<String> stream = new AtomicReference<>();
		page.onRequest((request) -> {
			if (request.url().startsWith(fleet.origin(0) + "/callbacks/streams/")) {
				stream.set(request.url());
			}
		});
		return stream;
	}

	/**
	 * Returns the text of a stream that was abandoned.
	 */
	private static String relayed(String stream) throws Exception {
		String events = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(stream)).build(), HttpResponse.BodyHandlers.ofString())
			.body();
		assertThat(events).endsWith("\"outcome\":\"abandoned\"}\n\n");
		return TOKEN.matcher(events)
			.results()
			.map((token) -> token.group(1).replace("\\n", "\n"))
			.collect(Collectors.joining());
	}

	@ParameterizedTest
	@CsvSource({ "1440, LIGHT", "390, DARK" })
	void isAccessibleAndFits(int width, ColorScheme scheme) throws IOException {
		Page page = chromium.open(fleet.origin(0),
				new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme).setBypassCSP(true));
		assertThat(page.locator(".state.up")).hasCount(2);
		page.screenshot(new Page.ScreenshotOptions()
			.setPath(Path.of("target", "screenshots", "fleet-" + width + "-" + scheme.name().toLowerCase() + ".png"))
			.setFullPage(true));
		assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth")).isEqualTo(0);
		assertThat(Axe.violations(page)).isEmpty();
	}

}
