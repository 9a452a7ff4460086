/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.callbacks.stress.seeded;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Broken on purpose: a gate that is looked at before what comes in is added.
 */
@JCStressTest
@Outcome(id = { "1, 0", "0, 0", "0, 1" }, expect = Expect.ACCEPTABLE, desc = "refused, or seen")
@Outcome(expect = Expect.FORBIDDEN, desc = "in, and not seen: what has to be found")
@State
public class SeededGate {

	private final Set<Object> runs = ConcurrentHashMap.newKeySet();

	private volatile boolean shut;

	@Actor
	public void open(II_Result result) {
		if (!this.shut) {
			this.runs.add(this);
			result.r1 = 1;
		}
	}

	@Actor
	public void stop(II_Result result) {
		this.shut = true;
		result.r2 = this.runs.isEmpty() ? 1 : 0;
	}

}
