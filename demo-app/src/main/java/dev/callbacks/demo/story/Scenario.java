// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import reactor.core.publisher.Flux;

/**
 * A part of the story: a button of the page.
 */
interface Scenario {

	/**
	 * Returns the words on the button.
	 */
	String title();

	/**
	 * Returns the sentences beside the button, which say what to watch.
	 */
	String text();

	/**
	 * Plays the scenario.
	 */
	Flux<Line> play();

}
