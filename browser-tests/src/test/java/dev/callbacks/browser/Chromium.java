// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.browser;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;

/**
 * A browser, and the errors that it reported.
 */
final class Chromium implements AutoCloseable {

	private static final double TIMEOUT = 20_000;

	private final Playwright playwright = Playwright
		.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));

	private final Browser browser;

	private final List<String> errors = new CopyOnWriteArrayList<>();

	Chromium() {
		this.browser = this.playwright.chromium()
			.launch(new BrowserType.LaunchOptions().setExecutablePath(ChromiumCondition.chromium().orElseThrow())
				.setArgs(List.of("--no-sandbox")));
		PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT);
	}

	/**
	 * Opens a page of a width, in a color scheme.
	 */
	Page open(String url, int width, ColorScheme scheme) {
		return open(url, new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme));
	}

	Page open(String url, Browser.NewContextOptions options) {
		BrowserContext context = this.browser.newContext(options);
		context.setDefaultTimeout(TIMEOUT);
		Page page = context.newPage();
		page.onConsoleMessage((message) -> {
			if (message.type().equals("error")) {
				this.errors.add(message.text());
			}
		});
		page.onPageError(this.errors::add);
		page.navigate(url);
		return page;
	}

	/**
	 * Closes all pages.
	 * @return the errors of scripts, and of the content security policy
	 */
	List<String> closePages() {
		this.browser.contexts().forEach(BrowserContext::close);
		List<String> reported = List.copyOf(this.errors);
		this.errors.clear();
		return reported;
	}

	@Override
	public void close() {
		this.browser.close();
		this.playwright.close();
	}

}
