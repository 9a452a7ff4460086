// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.browser;

import java.io.IOException;
import java.nio.file.Path;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.callbacks.demo.DemoApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of the demo as somebody sees it who runs the first command.
 */
@ExtendWith(ChromiumCondition.class)
class DemoPageTests {

	private static ConfigurableApplicationContext application;

	private static Chromium chromium;

	private static String demo;

	@BeforeAll
	static void start() {
		application = new SpringApplicationBuilder(DemoApplication.class).run("--server.port=0", "--demo.pace=10ms",
				"--callbacks.handlers.waker.enabled=false");
		demo = "http://localhost:" + ((WebServerApplicationContext) application).getWebServer().getPort();
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
		assertThat(chromium.closePages()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "three-streams, tokens that you are reading now., chat embedded",
			"handler-window, nothing piles up., chat embedded", "hung-handler, 48 tokens counted, chat embedded",
			"throwing-handler, I do not like this token, chat embedded",
			"chain-with-agent, Take the umbrella., agent travel-agent",
			"cancel-mid-stream, CLOSED after: A run is one piece, chat embedded",
			"batch-with-failure, the connection to the model was lost, chat embedded",
			"spring-ai-client, none of them holds up another., chain chat-client",
			"lang-chain4j-service, nothing piles up., chain Assistant.answer",
			"shutdown-under-load, 'stopped after 60 events, open runs: 0', chain Shutdown under load" })
	void everyButtonShowsItsAnswerAndItsRuns(String scenario, String answer, String run) {
		Page page = chromium.open(demo, 1440, ColorScheme.LIGHT);
		page.locator("[data-scenario=" + scenario + "]").click();
		assertThat(page.locator("#answers article.ended")).containsText(answer);
		Locator runs = page.locator("#runs");
		assertThat(runs.getByRole(AriaRole.TREEITEM).first()).containsText("done");
		assertThat(runs.locator("[aria-label^='" + run + "']").first()).isVisible();
	}

	@Test
	void aStopCancelsTheCall() {
		Page page = chromium.open(demo, 1440, ColorScheme.LIGHT);
		page.locator("[data-scenario=handler-window]").click();
		assertThat(page.locator("#answers article")).containsText("A window");
		page.getByText("Stop", new Page.GetByTextOptions().setExact(true)).click();
		assertThat(page.locator("#answers article.ended")).containsText("Stopped");
		assertThat(page.locator("#runs").getByRole(AriaRole.TREEITEM).first()).containsText("closed");
	}

	@ParameterizedTest
	@CsvSource({ "1440, LIGHT", "1440, DARK", "390, LIGHT", "390, DARK" })
	void isAccessibleAndFitsInLightAndDarkAtEveryWidth(int width, ColorScheme scheme) throws IOException {
		Page page = chromium.open(demo,
				new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme).setBypassCSP(true));
		page.locator("#message").fill("What is a run?");
		page.keyboard().press("Enter");
		assertThat(page.locator("#answers article.ended")).containsText("reading now.");
		page.screenshot(new Page.ScreenshotOptions()
			.setPath(Path.of("target", "screenshots", "demo-" + width + "-" + scheme.name().toLowerCase() + ".png")));
		assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth")).isEqualTo(0);
		assertThat(Axe.violations(page)).isEmpty();
	}

}
