package io.quark.api.work;

import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;

/**
 * A change that was found acceptable.
 *
 * @param workUnit the id that its work unit will have, from {@link WorkUnitIds}
 */
public record Draft(String workUnit, Target target, WorkRequest request) {}
