// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.guide;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The output of the guide.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@ExtendWith(OutputCaptureExtension.class)
class GuideExampleTests {

	@Autowired
	private GuideExample example;

	@Test
	void printsTheOutputOfTheGuide(CapturedOutput output) {
		int before = output.getOut().length();
		this.example.run(null);
		assertThat(output.getOut().substring(before)).startsWith("""
				zzzz....
				Hi! I just woke up. Your llm is starting
				Sync handler being called in a `thread_pool_executor`: token:\s
				Sync handler being called in a `thread_pool_executor`: token: Why
				Sync handler being called in a `thread_pool_executor`: token:  don't scientists trust atoms?

				Because they make up
				Sync handler being called in a `thread_pool_executor`: token:  everything!
				Sync handler being called in a `thread_pool_executor`: token:\s
				zzzz....
				Hi! I just woke up. Your llm is ending
				text=Why don't scientists trust atoms?\\n\\nBecause they make up everything!, id=run--""")
			.containsPattern("llm_output=\\{}, run=\\[[-0-9a-f]{36}]");
	}

}
